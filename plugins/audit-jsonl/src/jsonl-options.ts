import type { OptionsSchema } from '@chatelaine/core';
import * as v from 'valibot';

/** Where the audit trail is written. */
export interface JsonlOptions {
  /** A folder, relative to the base directory; made with mode 0700 if it is missing. */
  readonly path: string;
}

const pathMessage = 'path is the path of a folder';

export const jsonlOptions: OptionsSchema<JsonlOptions> = v.strictObject(
  { path: v.pipe(v.string(pathMessage), v.nonEmpty(pathMessage)) },
  'give path, the path of a folder, and nothing else',
);
