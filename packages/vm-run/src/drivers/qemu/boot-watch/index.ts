export { BootWatch, type Finding } from './boot-watch';
export type { BootCode } from './recognisers';
