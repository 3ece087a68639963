import type { Check } from '../check.ts';
import { refusingChecks } from './refusing.ts';
import type { RootKeySubject } from './root-key-subject.ts';
import { wrappingChecks } from './wrapping.ts';

/** The contract of `RootKey`, law by law. Register them with `registerChecks`. */
export const rootKeyChecks: readonly Check<RootKeySubject>[] = [...wrappingChecks, ...refusingChecks];
