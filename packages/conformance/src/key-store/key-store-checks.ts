import type { Check } from '../check.ts';
import { committingChecks } from './committing.ts';
import { concurrencyChecks } from './concurrency.ts';
import { deletingChecks } from './deleting.ts';
import { durabilityChecks } from './durability.ts';
import { listingChecks } from './listing.ts';
import { readingChecks } from './reading.ts';
import { sharingChecks } from './sharing.ts';
import type { KeyStoreSubject } from './subject.ts';

/**
 * The contract of `KeyStore`, law by law. Register them with `registerChecks`, which leaves out
 * what the declared features don't promise.
 */
export const keyStoreChecks: readonly Check<KeyStoreSubject>[] = [
  ...readingChecks,
  ...committingChecks,
  ...deletingChecks,
  ...listingChecks,
  ...concurrencyChecks,
  ...durabilityChecks,
  ...sharingChecks,
];
