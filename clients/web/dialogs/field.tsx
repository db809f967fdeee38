import { type InputHTMLAttributes, useId } from "react";

export interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly fault?: string | undefined;
}

/** An input with its name above it, and under it what helps or what is wrong. */
export function Field({ label, hint, fault, ...input }: FieldProps) {
  const id = useId();
  const under = fault ?? hint;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input"
        aria-invalid={fault !== undefined}
        aria-describedby={under === undefined ? undefined : `${id}-under`}
        {...input}
      />
      {under !== undefined && <p id={`${id}-under`} className={fault === undefined ? "hint" : "fault"}>{under}</p>}
    </div>
  );
}
