const { setTimeout: sleep } = require('node:timers/promises');

/** Looks again and again whether something holds. False when it did not within `ms`. */
async function within(ms, holds) {
  const end = performance.now() + ms;
  for (let pause = 10; ; pause = Math.min(pause * 2, 200)) {
    if (holds()) return true;
    if (performance.now() > end) return false;
    await sleep(pause);
  }
}

module.exports = { within };
