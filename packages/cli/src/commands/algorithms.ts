import { type AlgorithmDescription, describeAlgorithms } from '@chatelaine/vault';
import type { Answer } from '../output/answer.ts';
import { listing } from '../output/table.ts';
import type { Invocation } from '../program/invocation.ts';
import { loadAlgorithms } from '../vault/load-plugins.ts';

const timings = `constant-time: written so that its time does not depend on secrets.
best-effort: tries to, in a language whose compiler or runtime promises nothing.`;

/** `chatelaine algorithms` */
export async function algorithms({ report }: Invocation): Promise<Answer> {
  const described = await describeAlgorithms(await loadAlgorithms());
  const providers = described.map(({ keySpec, provider, execution, dataKeyPairs }) => [
    keySpec,
    provider.name,
    provider.timing,
    execution,
    dataKeyPairs ? 'yes' : 'no',
  ]);
  const text = [
    listing(['KEY SPEC', 'PROVIDER', 'TIMING', 'KEYS MADE', 'DATA-KEY PAIRS'], providers, report.style),
    timings,
    listing(['USAGE', 'ALGORITHM', 'KEY SPECS'], rowsByAlgorithm(described), report.style),
  ];
  return { document: { algorithms: described }, text: text.join('\n\n') };
}

/** Many key specs have the same algorithms: one row for each of those. */
function rowsByAlgorithm(described: readonly AlgorithmDescription[]): readonly (readonly string[])[] {
  const specs = new Map<string, { readonly usage: string; readonly name: string; readonly keySpecs: string[] }>();
  for (const { algorithmNames, keySpec, usages } of described) {
    for (const usage of usages) {
      for (const name of algorithmNames[usage] ?? []) {
        const row = specs.get(`${usage} ${name}`) ?? { usage, name, keySpecs: [] };
        row.keySpecs.push(keySpec);
        specs.set(`${usage} ${name}`, row);
      }
    }
  }
  return [...specs.values()]
    .toSorted((one, other) => (one.usage < other.usage ? -1 : one.usage > other.usage ? 1 : 0))
    .map(({ usage, name, keySpecs }) => [usage, name, keySpecs.join(', ')]);
}
