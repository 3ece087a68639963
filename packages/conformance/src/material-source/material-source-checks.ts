import type { Check } from '../check.ts';
import { beginningChecks } from './beginning.ts';
import { finishingChecks } from './finishing.ts';
import type { MaterialSourceSubject } from './material-source-subject.ts';
import { refusingChecks } from './refusing.ts';

/** The contract of `MaterialSource`, law by law. Register them with `registerChecks`. */
export const materialSourceChecks: readonly Check<MaterialSourceSubject>[] = [
  ...beginningChecks,
  ...finishingChecks,
  ...refusingChecks,
];
