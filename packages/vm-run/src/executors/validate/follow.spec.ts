import { appendFileSync } from 'node:fs';
import type { StampedEvent } from '@flightline/core/events';
import { beginEvidence } from '@flightline/core/evidence';
import { completeBox } from '@flightline/core/model';
import { passedResult, temporaryFolder } from '@flightline/core/testing';
import { followBoxes } from './follow';

const box = (name: string) => ({
  name,
  root: `boxes/${name}`,
  options: completeBox({ hostname: name, image: 'debian:bookworm' }),
});
const OLD = { startedAt: '2026-01-01T00:00:00.000Z', taskHash: null };
const notice = (message: string) =>
  `${JSON.stringify({ time: OLD.startedAt, type: 'notice', scope: 'a', level: 'info', message })}\n`;

const RESULT = passedResult(OLD);

describe('following boxes', () => {
  const folder = temporaryFolder();
  afterAll(() => folder.remove());

  it('hears each event once, also those written just before the evidence moved into place', () => {
    const heard: string[] = [];
    const follower = followBoxes(folder.path, [box('a'), box('b')], (event: StampedEvent) => {
      if (event.type === 'notice') heard.push(event.message);
    });
    follower.poll();
    const run = { ...OLD, startedAt: new Date().toISOString() };
    const evidence = beginEvidence(folder.path, { box: 'a', hostname: 'a', ...run });
    const { events } = evidence.staging;

    appendFileSync(events, notice('one') + notice('two').slice(0, 20));
    follower.poll();
    expect(heard).toEqual(['one']);

    appendFileSync(events, notice('two').slice(20) + notice('three — ünïcödé'));
    evidence.commit({ ...RESULT, ...run });
    follower.poll();
    follower.poll();
    expect(heard).toEqual(['one', 'two', 'three — ünïcödé']);
    expect([...follower.seen]).toEqual(['a']);
  });

  it('takes evidence of earlier, as the cache restores it, for no run', () => {
    const heard: StampedEvent[] = [];
    const follower = followBoxes(folder.path, [box('a')], (event) => heard.push(event));
    beginEvidence(folder.path, { box: 'a', hostname: 'a', ...OLD }).commit(RESULT);
    follower.poll();
    expect([heard.length, follower.seen.size]).toEqual([0, 0]);
  });
});
