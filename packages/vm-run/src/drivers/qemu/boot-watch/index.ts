export { BootWatch, type Finding } from './boot-watch';
