import { type AuditLevel, auditLevels, isDomainId, isRegion, type Locality } from '@chatelaine/core';
import type { Limits, UntypedSection } from '@chatelaine/vault';
import { type ImportedOptions, selectable } from '@chatelaine/standard/plugins';
import * as v from 'valibot';

/** What a configuration file says; `VaultConfiguration` tells what each member means. */
export interface Settings extends Locality {
  readonly keyStore: UntypedSection;
  readonly rootKey: UntypedSection;
  readonly authorizer: UntypedSection;
  readonly audit?: readonly UntypedSection[];
  readonly auditLevel?: AuditLevel;
  readonly limits?: Partial<Limits>;
  /** How key material may be imported. */
  readonly imports?: ImportedOptions;
}

const memberMessage = (issue: v.StrictObjectIssue): string => {
  const key = issue.path?.at(-1)?.key;
  if (issue.expected === 'never') return `unknown member "${String(key)}"`;
  return issue.received === 'undefined' ? `the member "${String(key)}" is missing` : 'must be a mapping';
};

const sectionMessage = (issue: v.LooseObjectIssue): string =>
  issue.received === 'undefined' ? 'the member "use" is missing' : 'must be a mapping with the member "use"';

const select = (names: object): v.GenericSchema<string> => {
  const known = Object.keys(names);
  return v.picklist(known, `must be one of: ${known.join(', ')}`);
};

const section = (names: object): v.GenericSchema<UntypedSection> =>
  v.looseObject({ use: select(names) }, sectionMessage);

const rootKeySection = v.looseObject(
  {
    use: select(selectable.rootKey),
    passphrase: v.exactOptional(
      v.never('a passphrase has no place in this file: name a "file" or a "variable", or neither, to be asked'),
    ),
  },
  sectionMessage,
);

const count = v.pipe(
  v.number('must be a whole number'),
  v.safeInteger('must be a whole number'),
  v.minValue(1, 'must be at least 1'),
);

const settingsSchema = v.strictObject(
  {
    region: v.pipe(v.string('must be text'), v.check(isRegion, 'must be 1–64 characters of [a-z0-9-]')),
    domainId: v.pipe(
      v.string('must be text; put digits in quotes'),
      v.check(isDomainId, 'must be 1–64 characters of [A-Za-z0-9_-]'),
    ),
    keyStore: section(selectable.keyStore),
    rootKey: rootKeySection,
    authorizer: section(selectable.authorizer),
    audit: v.exactOptional(v.array(section(selectable.auditSink), 'must be a list of sections')),
    auditLevel: v.exactOptional(v.picklist(auditLevels, `must be one of: ${auditLevels.join(', ')}`)),
    imports: v.exactOptional(
      v.strictObject({ allowSha1: v.exactOptional(v.boolean('must be true or false')) }, memberMessage),
    ),
    limits: v.exactOptional(
      v.strictObject(
        {
          plaintextBytes: v.exactOptional(count),
          messageBytes: v.exactOptional(count),
          cachedKeys: v.exactOptional(count),
          pooledOperations: v.exactOptional(count),
          waitingOperations: v.exactOptional(count),
          encryptionsPerVersion: v.exactOptional(count),
          recordsPerBarrierKey: v.exactOptional(count),
        },
        memberMessage,
      ),
    ),
  },
  memberMessage,
);

/** The configuration file. Closed; the options of a section belong to its plugin, which validates them. */
export const configurationSchema: v.GenericSchema<unknown, Settings> = v.pipe(
  v.unknown(),
  // The library takes a list for an object.
  v.check((value) => !Array.isArray(value), 'must be a mapping'),
  settingsSchema,
);
