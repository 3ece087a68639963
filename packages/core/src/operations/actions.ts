import type { OperationDeclaration } from './declaration.ts';
import { operations } from './table.ts';

/** A right that a policy can give or refuse, such as `kms:cmk:encryptData`. */
export type Action = string;

const decided: readonly OperationDeclaration[] = Object.values(operations).filter(
  ({ effect }) => effect !== 'administration' && effect !== 'job',
);

const actionsOf = ({ action, destinationAction }: OperationDeclaration): readonly Action[] =>
  destinationAction === undefined ? [action] : [action, destinationAction];

/** Every action that policies can name, sorted. */
export const actions: readonly Action[] = [...new Set(decided.flatMap(actionsOf))].toSorted();

/** The actions of operations that name no key: a rule can give them only for all keys. */
export const keylessActions: readonly Action[] = actions.filter((action) =>
  decided.every((operation) => !actionsOf(operation).includes(action) || operation.resource === 'none'),
);
