import { join } from 'node:path';
import { checkPolicyDocuments, type PolicyProblem, readPolicyFolder } from '@chatelaine/policy';
import type { Answer } from '../output/answer.ts';
import { printable } from '../output/printable.ts';
import type { Invocation } from '../program/invocation.ts';
import { counted } from '../output/counted.ts';
import { policyFolder } from './policy-folder.ts';

/** `chatelaine policy check`. Needs no vault and no configuration. */
export function checkPolicy(invocation: Invocation, named: string | undefined): Answer {
  const { named: folder, path, prefix } = policyFolder(invocation, named);
  const documents = readPolicyFolder(path);
  const problems = checkPolicyDocuments(documents);
  const names = documents.map(({ name }) => name);
  if (problems.length === 0) {
    const text = `${printable(folder)}: ${counted(documents.length, 'policy document', 'policy documents')}, no problem.`;
    return { document: { folder, documents: names, problems }, text };
  }
  const message = `${folder}: ${counted(problems.length, 'problem', 'problems')} in ${counted(documents.length, 'policy document', 'policy documents')}.`;
  const lines = problems.map((problem) => line(prefix, problem));
  const document = { error: { code: 'InvalidPolicy', message }, folder, documents: names, problems };
  return { document, text: [...lines, '', printable(message)].join('\n'), exit: 'invalidPolicy' };
}

function line(folder: string, problem: PolicyProblem): string {
  const file = join(folder, problem.document);
  return printable(`${file}:${problem.line}:${problem.column} ${problem.message} [${problem.code}]`);
}
