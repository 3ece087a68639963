import type { Check } from '../check.ts';
import type { AuthorizerSubject } from './authorizer-subject.ts';
import { bundleChecks } from './bundles.ts';
import { compilingChecks } from './compiling.ts';
import { decidingChecks } from './deciding.ts';
import { doubtChecks } from './doubt.ts';
import { gainChecks } from './gains.ts';
import { namingChecks } from './naming.ts';

/** The contract of `Authorizer` and `Policy`, law by law. Register them with `registerChecks`. */
export const authorizerChecks: readonly Check<AuthorizerSubject>[] = [
  ...decidingChecks,
  ...namingChecks,
  ...doubtChecks,
  ...gainChecks,
  ...compilingChecks,
  ...bundleChecks,
];
