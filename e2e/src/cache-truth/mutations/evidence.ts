// Evidence that was deleted, in part or as a whole, or edited by hand: no box runs, and all is as it was.
import { type Change, type Family, each } from '../mutation';
import { BOXES, ROOT, evidenceOf } from '../product';

const ALMA = evidenceOf('alma');
const ROCKY = evidenceOf('rocky');
const result = (folder: string) => `${folder}/result.json`;

const CHANGES: readonly Change[] = [
  ['all evidence removed', (at) => at.remove(`${ROOT}/vms/artifacts`)],
  ['all logs removed', (at) => at.remove(`${ROOT}/vms/artifacts/logs`)],
  ['all reports removed', (at) => at.remove(`${ROOT}/vms/artifacts/reports`)],
  ['all results removed', (at) => at.remove(`${ROOT}/vms/artifacts/results`)],
  ['the log of a box removed', (at) => at.remove(ALMA.log)],
  ['the reports of a box removed', (at) => at.remove(ALMA.reports)],
  ['the results of a box removed', (at) => at.remove(ALMA.results)],
  ['one result.json removed', (at) => at.remove(result(ALMA.results))],
  [
    'every result.json removed',
    (at) => BOXES.forEach((box) => at.remove(result(evidenceOf(box).results))),
  ],
  ['one report removed', (at) => at.remove(`${ALMA.reports}/when.txt`)],
  ['the console removed', (at) => at.remove(`${ROCKY.results}/console.log`)],
  ['the events removed', (at) => at.remove(`${ROCKY.results}/events.ndjson`)],
  ['a verdict edited', (at) => at.edit(result(ALMA.results), '"passed"', '"failed"')],
  ['a time edited', (at) => at.edit(result(ALMA.results), '"startedAt": "2', '"startedAt": "1')],
  ['a digest edited', (at) => at.edit(result(ALMA.results), 'sha256:', 'sha256:0')],
  ['a state that says running', (at) => at.edit(result(ALMA.results), '"finished"', '"running"')],
  [
    'result.json cut off',
    (at) => at.write(result(ALMA.results), at.read(result(ALMA.results)).slice(0, 99)),
  ],
  ['result.json emptied', (at) => at.write(result(ROCKY.results), '')],
  [
    'result.json of another box',
    (at) => at.write(result(ALMA.results), at.read(result(ROCKY.results))),
  ],
  ['a line more in a log', (at) => at.append(ALMA.log, 'all is well\n')],
  ['a log emptied', (at) => at.write(ALMA.log, '')],
  ['one letter of a log', (at) => at.edit(ALMA.log, 'north', 'North')],
  ['a junit.xml edited', (at) => at.append(`${ALMA.results}/junit.xml`, '<!-- x -->')],
  ['a stray file among the results', (at) => at.write(`${ALMA.results}/stray.txt`, 'x\n')],
  ['a stray file among the reports', (at) => at.write(`${ALMA.reports}/stray.xml`, '<a/>')],
  [
    'a folder in the place of a log',
    (at) => {
      at.remove(ALMA.log);
      at.write(`${ALMA.log}/stray.txt`, 'x\n');
    },
  ],
  ['a link in the place of a log', (at) => at.link(ALMA.log, '../results/alma/console.log')],
  ['a link in the place of the results', (at) => at.link(ALMA.results, 'rocky')],
  [
    'the results of two boxes exchanged',
    (at) => {
      at.rename(ALMA.results, `${ALMA.results}-2`);
      at.rename(ROCKY.results, ALMA.results);
      at.rename(`${ALMA.results}-2`, ROCKY.results);
    },
  ],
];

export const evidence: Family = {
  name: 'evidence',
  mutations: each(CHANGES, { runs: [], modes: ['plain', 'alone', 'daemon'] }),
};
