import { messagesFoundSchema, peopleFoundSchema } from "../protocol/search.ts";

/** The answers of searches, named and with an example each for the OpenAPI document. */

const ada = "66a0c1de9b3f4a0012345678";
const at = "2026-01-02T03:04:05.678Z";

export const messagesFound = messagesFoundSchema.meta({
  id: "MessagesFound",
  example: {
    results: [{
      room_id: "66a0c1f19b3f4a0012345679",
      seq: 2,
      id: "66a0c2009b3f4a001234567a",
      user_id: ada,
      username: "ada",
      timestamp: at,
      type: "text",
      snippet: { text: "The engine weaves patterns", ranges: [[4, 10]] },
    }],
    at_least: 1,
    pending: 0,
  },
});

export const peopleFound = peopleFoundSchema.meta({
  id: "PeopleFound",
  example: {
    users: [{
      id: ada,
      username: "ada",
      display_name: "Ada Lovelace",
      avatar_url: "",
      bio: "",
      status_text: "",
      created_at: at,
    }],
  },
});
