import type { FactoryKind, OptionsIssue, VaultPlugin } from '@chatelaine/core';
import type { Configuration } from '../configuration/configuration.ts';
import { invalidConfiguration } from '../configuration/configuration-problems.ts';
import type { Settings } from '../configuration/configuration-schema.ts';
import type { SourceProblem, Step } from '../configuration/yaml-source.ts';
import { SectionOptions } from './section-options.ts';

/**
 * Validates the options of each section by the schema that its plugin brought.
 *
 * @param settings those of the configuration, completed with a passphrase
 * @throws VaultError `InvalidConfiguration`, with lines and columns
 */
export async function checkSections(
  { file, source }: Configuration,
  settings: Settings,
  plugins: readonly VaultPlugin[],
): Promise<void> {
  const options = await SectionOptions.of(plugins);
  const problems: SourceProblem[] = [];
  const check = async (kind: FactoryKind, place: readonly Step[], section: { readonly use: string }): Promise<void> => {
    for (const issue of await options.issues(kind, section)) {
      const path = [...place, ...stepsOf(issue)];
      problems.push(source.problemAt(path, false, `"${path.join('.')}" is malformed: ${issue.message}`));
    }
  };
  await check('keyStore', ['keyStore'], settings.keyStore);
  await check('rootKey', ['rootKey'], settings.rootKey);
  await check('authorizer', ['authorizer'], settings.authorizer);
  for (const [index, sink] of (settings.audit ?? []).entries()) await check('auditSink', ['audit', index], sink);
  if (problems.length > 0) throw invalidConfiguration(file, problems);
}

function stepsOf({ path = [] }: OptionsIssue): readonly Step[] {
  return path
    .map((part) => (typeof part === 'object' ? part.key : part))
    .map((key) => (typeof key === 'number' ? key : String(key)));
}
