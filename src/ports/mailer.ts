/** A mail to one person. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The same for what is sent again: who gets both may show one. Letters, digits, `.` and `-`. */
  readonly id: string;
  /** Where a program takes the reader off the list by one POST (RFC 8058). Absent: it is no list. */
  readonly unsubscribe?: string;
}

/** `refused`: it will never be taken. `later`: trying again may help. */
export type MailOutcome = "ok" | "refused" | "later";

/** Hands mail to a server that delivers it. Laws: no call takes longer than `mailMsMax`; `send` throws nothing. */
export interface Mailer {
  send(mail: Mail): Promise<MailOutcome>;
  close(): void;
}
