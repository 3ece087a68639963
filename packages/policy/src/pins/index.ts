export { type AliasPins, aliasPinsFile, formatAliasPins, parseAliasPins } from './alias-pins.ts';
export * from './named-aliases.ts';
export * from './pin-changes.ts';
export * from './read-alias-pins.ts';
