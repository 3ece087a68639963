import type { OptionsSchema } from '@chatelaine/core';
import * as v from 'valibot';

/** The options of the authorizer `casl`. Relative paths are relative to the vault's base directory. */
export interface CaslOptions {
  /**
   * A folder of policy files, or the file of a built bundle, for this process alone. It is read when the vault opens. Absent:
   * the bundle that is active in the vault is in force.
   */
  readonly policies?: string;
  /**
   * Only bundles that one of these keys signed are taken, and nothing that can't be signed. Ed25519, P-256 or P-384, each as PEM or
   * the path of a PEM file; 1–16.
   */
  readonly publicKeys?: readonly string[];
  /** Bundles of a lower version are refused, and so is what has no version. */
  readonly minimumVersion?: number;
}

function path(name: string, longest: number): v.GenericSchema<string> {
  return v.pipe(
    v.string(`${name} is text`),
    v.minLength(1, `${name} is empty`),
    v.maxLength(longest, `${name} is longer than ${longest} characters`),
    v.check((text) => !text.includes('\0'), `${name} holds a null character`),
  );
}

const publicKeys = v.pipe(
  v.array(path('a public key', 4_096), 'publicKeys is a list'),
  v.minLength(1, 'publicKeys is empty; leave it away, or name a key'),
  v.maxLength(16, 'publicKeys has more than 16 keys'),
);
const minimumVersion = v.pipe(
  v.number('minimumVersion is a number'),
  v.integer('minimumVersion is a whole number'),
  v.minValue(1, 'minimumVersion is at least 1'),
  v.maxValue(0xff_ff_ff_ff, 'minimumVersion is at most 4294967295'),
);

export const caslOptions: OptionsSchema<CaslOptions> = v.strictObject({
  policies: v.exactOptional(path('policies', 4_096)),
  publicKeys: v.exactOptional(publicKeys),
  minimumVersion: v.exactOptional(minimumVersion),
});
