export { http, https } from './http';
