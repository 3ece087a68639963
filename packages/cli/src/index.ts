export { run } from './run.ts';
export type { AskSecret, MaybeTerminal, Surroundings } from './surroundings/surroundings.ts';
