/** What the widget says, in the language of its `lang` attribute or of the page. */
export interface Labels {
  readonly heading: string;
  readonly open: string;
  readonly close: string;
  readonly unread: (count: number) => string;
  readonly messages: string;
  readonly message: string;
  readonly send: string;
  readonly earlier: string;
  readonly empty: string;
  readonly you: string;
  readonly connecting: string;
  readonly reconnecting: string;
  readonly offline: string;
  readonly ended: string;
  readonly unreachable: string;
  readonly pending: string;
  readonly failed: string;
  readonly retry: string;
  readonly deleted: string;
  readonly edited: string;
}

const en: Labels = {
  heading: "Chat",
  open: "Open chat",
  close: "Close chat",
  unread: (count) => `${count} unread`,
  messages: "Messages",
  message: "Message",
  send: "Send",
  earlier: "Earlier messages",
  empty: "Write to us. We answer here.",
  you: "You",
  connecting: "Connecting …",
  reconnecting: "Connection lost. Reconnecting …",
  offline: "You are offline. What you write is sent later.",
  ended: "This chat has ended.",
  unreachable: "The chat cannot be reached. Trying again …",
  pending: "Sending …",
  failed: "Not sent.",
  retry: "Try again",
  deleted: "This message was deleted.",
  edited: "edited",
};

const de: Labels = {
  heading: "Chat",
  open: "Chat öffnen",
  close: "Chat schließen",
  unread: (count) => `${count} ungelesen`,
  messages: "Nachrichten",
  message: "Nachricht",
  send: "Senden",
  earlier: "Frühere Nachrichten",
  empty: "Schreiben Sie uns. Wir antworten hier.",
  you: "Sie",
  connecting: "Verbindung wird aufgebaut …",
  reconnecting: "Verbindung verloren. Neuer Versuch …",
  offline: "Sie sind offline. Ihre Nachricht wird später gesendet.",
  ended: "Dieser Chat ist beendet.",
  unreachable: "Der Chat ist nicht erreichbar. Neuer Versuch …",
  pending: "Wird gesendet …",
  failed: "Nicht gesendet.",
  retry: "Erneut versuchen",
  deleted: "Diese Nachricht wurde gelöscht.",
  edited: "bearbeitet",
};

export function labelsOf(language: string): Labels {
  return language.toLowerCase().startsWith("de") ? de : en;
}
