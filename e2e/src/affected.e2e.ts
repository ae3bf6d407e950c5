// budget: 2 min, beside others
import { casesOn } from './affected/cases';

describe('affected boxes on Nx 23.2.1', () => {
  casesOn({ nx: '23.2.1', devkit: '23.2.1' });
});
