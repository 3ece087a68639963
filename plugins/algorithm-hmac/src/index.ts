export { hmac } from './hmac.ts';
