/** One cell: quoted where it must be, and never a formula to the program that opens it. */
const cell = (value: string): string => {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** A table as CSV with a byte order mark, so that office programs read the Korean in it. */
export const csv = (rows: readonly (readonly string[])[]): Blob =>
  new Blob(["\ufeff", rows.map((row) => row.map(cell).join(",")).join("\r\n"), "\r\n"], {
    type: "text/csv;charset=utf-8",
  });
