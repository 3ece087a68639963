import type { Report } from '../output/report.ts';
import type { Surroundings } from '../surroundings/surroundings.ts';
import type { GlobalOptions } from './global-options.ts';

/** One call of the command. */
export interface Invocation {
  readonly surroundings: Surroundings;
  readonly globals: GlobalOptions;
  readonly report: Report;
}
