import type { Principal } from '@chatelaine/core';

/** Whether a principal will be the same for ever, so that what was found for it holds for ever. */
export function isImmutable(principal: Principal): boolean {
  return Object.isFrozen(principal) && Object.isFrozen(principal.roles) && Object.isFrozen(principal.groups);
}
