import type { Settings } from '../configuration/configuration-schema.ts';
import { sectionText } from '../configuration/section-text.ts';

/** The configuration file of a new vault. */
export function configurationText({ domainId, region, rootKey }: Settings): string {
  return `# The configuration of a vault for the command chatelaine. Relative paths are relative to this file.

# Where the vault is: part of every URN, sealed into every record. Can't be changed later.
region: ${JSON.stringify(region)}
domainId: ${JSON.stringify(domainId)}

keyStore: { use: level, path: ./vault }

# What everything in the store is sealed under: key-file { path }, passphrase { file or variable; neither: asked for }
# or environment { variable }.
rootKey: ${sectionText(rootKey)}

# Decides by the policy that "chatelaine policy activate" put into the vault.
authorizer: { use: casl }

audit:
  - { use: jsonl, path: ./audit }

# What uses of keys wait for: accepted (queued), written (survives kill -9) or synced (survives a loss of power).
auditLevel: accepted

# limits: { plaintextBytes: 4096, messageBytes: 4096, cachedKeys: 10000 }
`;
}
