// The page is whole without this: it only filters, moves by keys, and opens what is linked to or printed.
'use strict';
{
  const form = document.querySelector('form');
  const words = form.elements.words;
  const red = form.elements.red;
  const shown = document.getElementById('shown');
  const items = [...document.querySelectorAll('article, .box')];
  const boxes = items.filter((item) => item.matches('.box'));
  const texts = new Map();

  const textOf = (item) => {
    if (!texts.has(item)) texts.set(item, item.textContent.toLowerCase());
    return texts.get(item);
  };

  const filter = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const item of items) {
      const isOut = red.checked && item.matches('.box.green');
      item.hidden = isOut || !wanted.every((word) => textOf(item).includes(word));
    }
    const left = boxes.filter((box) => !box.hidden).length;
    shown.textContent = left === boxes.length ? '' : `${left} of ${boxes.length} boxes`;
  };

  /** Opens all that is closed around what the address names. */
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target === null) return;
    for (let at = target; at !== null; at = at.parentElement) {
      if (at.localName === 'details') at.open = true;
      at.hidden = false;
    }
    target.scrollIntoView();
  };

  const move = (by) => {
    const stops = items.filter((item) => !item.hidden).map((item) => item.firstElementChild);
    const at = stops.findIndex((stop) => stop.parentElement.contains(document.activeElement));
    const next = stops[at === -1 ? (by > 0 ? 0 : stops.length - 1) : at + by];
    next?.focus();
    next?.scrollIntoView({ block: 'nearest' });
  };

  const KEYS = {
    '/': () => words.select(),
    j: () => move(1),
    k: () => move(-1),
  };

  form.hidden = false;
  form.addEventListener('input', filter);
  form.addEventListener('submit', (event) => event.preventDefault());
  words.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    words.value = '';
    words.blur();
    filter();
  });
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target === words) return;
    const act = KEYS[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  });

  // Paper has nothing to click on, so causes are printed open; of boxes, which may be many, those that are.
  const closed = '.causes details:not([open])';
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll(closed)];
    for (const one of opened) one.open = true;
  });
  addEventListener('afterprint', () => {
    for (const one of opened) one.open = false;
  });

  addEventListener('hashchange', reveal);
  filter();
  reveal();
}
