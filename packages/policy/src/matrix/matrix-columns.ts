import {
  type Action,
  keylessActions,
  type OperationDeclaration,
  type OperationEffect,
  operations,
} from '@chatelaine/core';
import type { MatrixColumn } from './policy-matrix.ts';

/** What people look for first stands first. Administration and jobs are not for policies. */
const effects: readonly OperationEffect[] = ['use', 'change', 'read'];
const keyless: ReadonlySet<Action> = new Set(keylessActions);

function columnsOf({ action, destinationAction, effect, summary }: OperationDeclaration): readonly MatrixColumn[] {
  return [action, ...(destinationAction === undefined ? [] : [destinationAction])].map((each) => ({
    action: each,
    label: each.replace(/^kms:(?:cmk:|:)?/, ''),
    summary,
    effect,
    isKeyless: keyless.has(each),
  }));
}

/** Every action once, by what it does, in the order of the table of operations. */
export function matrixColumns(): readonly MatrixColumn[] {
  const columns = new Map<Action, MatrixColumn>();
  for (const declaration of Object.values<OperationDeclaration>(operations)) {
    for (const column of columnsOf(declaration)) {
      if (effects.includes(column.effect) && !columns.has(column.action)) columns.set(column.action, column);
    }
  }
  return effects.flatMap((effect) => [...columns.values()].filter((column) => column.effect === effect));
}
