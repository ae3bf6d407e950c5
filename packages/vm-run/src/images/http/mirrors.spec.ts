import { mirrored } from './mirrors';

const URL = 'https://cloud.example/debian/disk.qcow2';

it.each([
  [undefined, URL],
  ['https://other.example/=http://m/', URL],
  ['https://cloud.example/=http://m/x/', 'http://m/x/debian/disk.qcow2'],
  [
    'https://cloud.example/=http://m/ https://cloud.example/debian/=http://n/',
    'http://n/disk.qcow2',
  ],
])('with the mirrors %j it is %s that is asked', (FLIGHTLINE_MIRRORS, asked) => {
  expect(mirrored(URL, { FLIGHTLINE_MIRRORS })).toBe(asked);
});

it.each(['https://cloud.example/', 'cloud=mirror', 'https://a=ftp://b'])(
  '%j is no pair of prefixes',
  (FLIGHTLINE_MIRRORS) => {
    expect(() => mirrored(URL, { FLIGHTLINE_MIRRORS })).toThrow(`'${FLIGHTLINE_MIRRORS}'`);
  },
);
