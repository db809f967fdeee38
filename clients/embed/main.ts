import { ParleyChat } from "./parley_chat.ts";

/**
 * `<script src="https://chat.example/embed.js"></script>` and `<parley-chat token-url="/chat-token"></parley-chat>`: a chat
 * bubble in any page. A page may load it twice.
 */
if (customElements.get("parley-chat") === undefined) customElements.define("parley-chat", ParleyChat);
