/** Accounts that an administrator has disabled, and how often: older tokens than that are refused. */
export const disabled = `
ALTER TABLE accounts ADD COLUMN disabled INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN generation INTEGER NOT NULL DEFAULT 0;
`;
