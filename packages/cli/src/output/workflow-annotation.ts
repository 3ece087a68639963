/** A place in a file that a workflow of GitHub points at. */
export interface Annotation {
  readonly level: 'warning' | 'error';
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly title: string;
  readonly message: string;
}

/** A workflow command of GitHub Actions, which shows the message beside the line of the change. */
export function workflowAnnotation({ level, file, line, column, title, message }: Annotation): string {
  return `::${level} file=${property(file)},line=${line},col=${column},title=${property(title)}::${data(message)}`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
