import type { OpenAPIHono } from "@hono/zod-openapi";
import type { AppEnv } from "./app_env.ts";

/** Serves the document of the routes that were added before it. */
export function addOpenapi(app: OpenAPIHono<AppEnv>, version: string): void {
  app.openAPIRegistry.registerComponent("securitySchemes", "bearer", {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "The token that a login or a guest's arrival answered",
  });
  app.openAPIRegistry.registerComponent("securitySchemes", "session", {
    type: "apiKey",
    in: "cookie",
    name: "parley_session",
    description: "For pages of this server only; over https its name has the prefix `__Host-`",
  });
  app.openAPIRegistry.registerComponent("securitySchemes", "admin", {
    type: "http",
    scheme: "bearer",
    description: "The administrator's key of the settings; without one, these calls do not exist",
  });
  let text: string | undefined;
  app.get("/api/openapi.json", (c) => {
    text ??= JSON.stringify(app.getOpenAPI31Document({
      openapi: "3.1.0",
      info: {
        title: "Parley",
        version,
        description: "The REST surface of a chat server. Live events come over the WebSocket at `/ws`.",
      },
      servers: [{ url: "/" }],
      tags: [
        { name: "accounts", description: "Coming in and going out" },
        { name: "users", description: "Profiles" },
        { name: "rooms", description: "Named, ordered streams of events" },
        { name: "members", description: "Who is in a room" },
        { name: "moderation", description: "Roles, bans, mutes" },
        { name: "messages", description: "What was said" },
        { name: "files", description: "What messages carry" },
        { name: "embed", description: "Chat in other products' pages" },
        { name: "operation", description: "For those who run the server" },
      ],
    }));
    return c.body(text, 200, { "Content-Type": "application/json" });
  });
}
