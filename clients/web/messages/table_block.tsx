import type { Tokens } from "marked";
import type { ReactNode } from "react";

export interface TableBlockProps {
  readonly token: Tokens.Table;
  /** What stands in one cell. */
  cell(tokens: Tokens.TableCell["tokens"]): ReactNode;
}

/** Rows and columns; wider than the message, they are moved within it. */
export function TableBlock({ token: { header, rows }, cell }: TableBlockProps) {
  return (
    <div className="table" tabIndex={0}>
      <table>
        <thead>
          <tr>{header.map(({ tokens, align }, i) => <th key={i} className={align ?? ""}>{cell(tokens)}</th>)}</tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {row.map(({ tokens, align }, i) => <td key={i} className={align ?? ""}>{cell(tokens)}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
