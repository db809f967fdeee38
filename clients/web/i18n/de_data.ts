import type { enData } from "./en_data.ts";

/** The same in German. */
export const deData: typeof enData = {
  data: {
    title: "Deine Daten",
    copyHint: "Eine Kopie dessen, was der Server von dir hat: Konto, Räume und alles, was du geschrieben hast.",
    request: "Kopie erstellen",
    again: "Neue Kopie erstellen",
    gathering: "Deine Daten werden gesammelt. Du kannst dieses Fenster schließen.",
    ready: "Die Kopie vom {{when}} liegt sieben Tage bereit:",
    page: "Eine Seite zum Lesen",
    json: "JSON für Programme",
    remove: "Kopie löschen",
    delete: "Konto löschen",
    deleteHint: "Dein Konto und alles, was du geschrieben hast, für immer.",
    deleteNow: "Für immer löschen",
    whatGoes:
      "Du wirst sofort überall abgemeldet, und niemand kann sich mehr anmelden. Dann werden alle deine Nachrichten, Dateien, Reaktionen, Entwürfe und Einstellungen gelöscht, und dein Name wird aus allen Räumen entfernt. Räume, die dir gehören, gehen an jemanden darin; ein Raum, in dem sonst niemand ist, wird gelöscht.",
    whatStays:
      "Was andere geschrieben haben, bleibt, auch wo sie dich zitiert oder genannt haben. Nichts davon lässt sich zurücknehmen.",
    typeName: "Gib deinen Namen {{name}} ein, wenn du es so meinst",
    keep: "Nachrichten behalten",
    keepAsServer: "So lange, wie der Server es vorgibt",
    keepForEver: "Für immer",
    keepDays_one: "{{count}} Tag",
    keepDays_other: "{{count}} Tage",
    keepHint: "Ältere Nachrichten werden für alle entfernt, mit ihren Dateien. Der Server kann sie kürzer behalten.",
  },
};
