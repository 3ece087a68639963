import type { KeyId } from '../identifiers/key-id.ts';
import type { KeyOrigin, KeySpec, KeyState, KeyUsage } from './key-vocabulary.ts';
import type { Locality } from '../identifiers/locality.ts';

/**
 * What an authorizer sees of a key: one frozen snapshot of the store, the same that the operation then uses.
 *
 * A member that is absent is *unknown*: the key does not exist yet (it is being created) or does not exist at all.
 * Unknown is not "no": an allow needs what it asks for, a deny bites on what it can't rule out.
 */
export interface KeyView extends Locality {
  readonly id?: KeyId;
  /** All aliases of the key, `alias/…`, sorted. */
  readonly aliases?: readonly string[];
  /** Has no prototype; read own members only. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly keySpec?: KeySpec;
  readonly keyUsage?: KeyUsage;
  readonly origin?: KeyOrigin;
  readonly state?: KeyState;
}
