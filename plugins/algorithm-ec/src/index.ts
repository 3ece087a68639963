export { ec } from './ec.ts';
