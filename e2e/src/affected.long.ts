import { casesOn } from './affected/cases';

// The other versions that the peer ranges of our packages name; not every version of nx has a devkit of its own.
describe.each([
  { nx: '22.7.12', devkit: '22.7.12' },
  { nx: '24.0.6', devkit: '24.0.0' },
])('affected boxes on Nx $nx', (versions) => {
  casesOn(versions);
});
