import type { OptionsSchema } from '@chatelaine/core';
import * as v from 'valibot';

/** The options of the authorizer `casl`. */
export interface CaslOptions {
  /**
   * A folder of policy files; a relative path is relative to the vault's base directory. The files are read once, when
   * the vault opens, by this process alone. Absent: the bundle that is active in the vault is in force.
   */
  readonly policies?: string;
}

const path = v.pipe(
  v.string('policies is the path of a folder'),
  v.minLength(1, 'policies is empty'),
  v.maxLength(4_096, 'policies is longer than a path may be'),
  v.check((text) => !text.includes('\0'), 'policies holds a null character'),
);

export const caslOptions: OptionsSchema<CaslOptions> = v.strictObject({ policies: v.exactOptional(path) });
