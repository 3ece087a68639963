import { type Action, type OperationEffect, operations } from '@chatelaine/core';

/** Making a key and naming it is how a service comes to a key of its own: that alone is no administration. */
const making: readonly Action[] = ['kms:cmk:create', 'kms:alias:create'];

function actionsWith(effect: OperationEffect): readonly Action[] {
  const found = Object.values(operations)
    .filter((operation) => operation.effect === effect && operation.resource !== 'none')
    .flatMap(({ action, destinationAction }) =>
      destinationAction === undefined ? [action] : [action, destinationAction],
    );
  return [...new Set(found)].toSorted();
}

/** Actions that run a key. */
export const useActions: readonly Action[] = actionsWith('use');

/** Actions that change a key, its names, tags and grants. */
export const administerActions: readonly Action[] = actionsWith('change').filter((action) => !making.includes(action));
