/** Who wants to be told by mail is found by what is kept for it. */
export const digests = "CREATE INDEX kept_digest ON kept (key, user_id) WHERE kind = 'digest';";
