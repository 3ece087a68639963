import type { KeyOrigin, KeyUsage } from '../keys/key-vocabulary.ts';
import type { StateRule } from './key-states.ts';
import type { Parameter } from './parameter.ts';

/**
 * What kind of work an operation is: a `use` runs a key, a `read` tells what the vault holds, a `change` commits to
 * the store, `administration` belongs to the host alone and is not decided by policy. A `job` is scheduled work, which
 * the vault does by itself when it is due: like administration, but nobody can call it.
 */
export type OperationEffect = 'use' | 'read' | 'change' | 'administration' | 'job';

/**
 * What an operation acts on, and so what it is decided on:
 *
 * - `none`: no key;
 * - `key`: the key that `keyId` names;
 * - `ciphertext`: the key in the header of `ciphertext`; a `keyId` beside it must be the same key;
 * - `sourceAndDestination`: the key of `ciphertext`, by its header or by `sourceKeyId`, with `action`; and the key that
 *   `destinationKeyId` names, with `destinationAction`;
 * - `newKey`: the key that would be made;
 * - `alias`: each key that the change of an alias concerns, before and after the change.
 */
export type OperationResource = 'none' | 'key' | 'ciphertext' | 'sourceAndDestination' | 'newKey' | 'alias';

/** One operation, as data. The whole product reads it: pipeline, policies, audit, command line, documentation. */
export interface OperationDeclaration<Request = object> {
  /** The right that a policy gives, such as `kms:cmk:encryptData`. */
  readonly action: string;
  /** The right on the second key, for an operation that takes something from one key to another. */
  readonly destinationAction?: string;
  /** One sentence for people. */
  readonly summary: string;
  readonly effect: OperationEffect;
  readonly resource: OperationResource;
  /** The origin that the key must have. */
  readonly origin?: KeyOrigin;
  /** The usage that the key must have been created for. */
  readonly usage?: KeyUsage;
  /** In which states of the key it runs, and what it answers in the others; for an alias, of the key that it shall name. */
  readonly states?: StateRule;
  /** Whether it opens what versions below the key's minimum version made; absent means no. */
  readonly opensBelowMinimum?: boolean;
  /** Whether it runs only in the primary region of a key. */
  readonly primaryOnly: boolean;
  readonly parameters: { readonly [Name in keyof Request]-?: Parameter };
}
