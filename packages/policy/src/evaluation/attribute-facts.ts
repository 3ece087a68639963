import type { KeyView } from '@chatelaine/core';
import type { KeyAttributes } from '../policy-set.ts';

type AttributeName = Exclude<keyof KeyAttributes, 'tags'>;

/** Which member of a key each attribute of the language reads. */
export const factOfAttribute: {
  readonly keySpec: 'keySpec';
  readonly keyUsage: 'keyUsage';
  readonly origin: 'origin';
  readonly keyState: 'state';
  readonly region: 'region';
} = {
  keySpec: 'keySpec',
  keyUsage: 'keyUsage',
  origin: 'origin',
  keyState: 'state',
  region: 'region',
} satisfies Record<AttributeName, keyof KeyView>;

export const attributeNames: readonly AttributeName[] = ['keySpec', 'keyUsage', 'origin', 'keyState', 'region'];
