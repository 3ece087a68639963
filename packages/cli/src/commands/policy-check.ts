import { dirname, join, relative, resolve } from 'node:path';
import { checkPolicyDocuments, type PolicyProblem, readPolicyFolder } from '@chatelaine/policy';
import { configurationFile } from '../configuration/configuration-file.ts';
import type { Answer } from '../output/answer.ts';
import { printable } from '../output/printable.ts';
import type { Invocation } from '../program/invocation.ts';
import { counted } from '../output/counted.ts';

/** `chatelaine policy check`. Needs no vault and no configuration. */
export function checkPolicy(invocation: Invocation, named: string | undefined): Answer {
  const folder = named ?? join(dirname(configurationFile(invocation)), 'policies');
  const { workingDirectory } = invocation.surroundings;
  const path = resolve(workingDirectory, folder);
  const documents = readPolicyFolder(path);
  const problems = checkPolicyDocuments(documents);
  const names = documents.map(({ name }) => name);
  if (problems.length === 0) {
    const text = `${printable(folder)}: ${counted(documents.length, 'policy document', 'policy documents')}, no problem.`;
    return { document: { folder, documents: names, problems }, text };
  }
  const message = `${folder}: ${counted(problems.length, 'problem', 'problems')} in ${counted(documents.length, 'policy document', 'policy documents')}.`;
  const prefix = relative(workingDirectory, path);
  const lines = problems.map((problem) => line(prefix, problem));
  const document = { error: { code: 'InvalidPolicy', message }, folder, documents: names, problems };
  return { document, text: [...lines, '', printable(message)].join('\n'), exit: 'invalidPolicy' };
}

// From the working directory, so that an editor can jump there.
function line(folder: string, problem: PolicyProblem): string {
  const file = join(folder, problem.document);
  return printable(`${file}:${problem.line}:${problem.column} ${problem.message} [${problem.code}]`);
}
