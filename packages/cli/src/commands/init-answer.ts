import type { Settings } from '../configuration/configuration-schema.ts';
import type { Answer } from '../output/answer.ts';
import { printable } from '../output/printable.ts';
import type { Style } from '../output/style.ts';
import { details } from '../output/table.ts';
import { firstPolicyName } from './init-policy.ts';

/** Says what `chatelaine init` made and what to do next. */
export function initAnswer(directory: string, { domainId, region, rootKey }: Settings, style: Style): Answer {
  const files = details(
    [
      ['chatelaine.yaml', 'the configuration: region, domain and where everything lies'],
      ...(rootKey.use === 'key-file'
        ? ([
            ['root.key', 'the root key. Keep a copy apart from the vault: without it nothing can be decrypted'],
          ] as const)
        : []),
      ['vault/', 'the store, sealed under the root key'],
      ['audit/', 'the audit log'],
      [`policies/${firstPolicyName}`, 'a first policy, to look at and change'],
    ],
    style,
  );
  const steps = [
    ...(directory === '.' ? [] : [`cd ${printable(directory)}`]),
    'chatelaine policy check',
    'chatelaine policy activate policies',
    'export CHATELAINE_PRINCIPAL=user:alice',
    'chatelaine key create --alias alias/first --role key-administrator',
    'chatelaine encrypt <file> --key alias/first --role key-user',
  ];
  const text = [
    `Made a vault ${directory === '.' ? 'here' : `in ${printable(directory)}`}: region ${region}, domain ${domainId}.`,
    '',
    files,
    '',
    'Until a policy is active everything is denied. Next:',
    '',
    ...steps.map((step) => `  ${style.bold(step)}`),
  ];
  return { document: { directory, region, domainId, rootKey: rootKey.use }, text: text.join('\n') };
}
