import type { MatrixColumn, MatrixFile, MatrixRow, PolicyMatrix } from '@chatelaine/policy/matrix';

/** The matrix for programs: cells name their action, so that nobody has to count. */
export function matrixDocument({ columns, files }: PolicyMatrix): { readonly files: readonly object[] } {
  return { files: files.map((file) => fileDocument(file, columns)) };
}

function fileDocument({ rows, source, ...file }: MatrixFile, columns: readonly MatrixColumn[]): object {
  return { file: source, ...file, rows: rows.map((row) => rowDocument(row, columns)) };
}

function rowDocument({ cells, ...row }: MatrixRow, columns: readonly MatrixColumn[]): object {
  return {
    ...row,
    cells: cells.flatMap((cell, place) => (cell === undefined ? [] : [{ action: columns[place]?.action, ...cell }])),
  };
}
