import { operations } from './table.ts';

/** A right that a policy can give or refuse, such as `kms:cmk:encryptData`. */
export type Action = string;

const decided = Object.values(operations).filter(({ effect }) => effect !== 'administration' && effect !== 'job');

/** Every action that policies can name, sorted. */
export const actions: readonly Action[] = [...new Set(decided.map((operation) => operation.action))].toSorted();

/** The actions of operations that name no key: a rule can give them only for all keys. */
export const keylessActions: readonly Action[] = actions.filter((action) =>
  decided.every((operation) => operation.action !== action || operation.resource === 'none'),
);
