export { complaintAbout } from './check';
export { recogniseDisk } from './format';
