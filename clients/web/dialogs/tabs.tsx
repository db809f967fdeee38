import { type KeyboardEvent, type ReactNode, useId } from "react";

export interface TabsProps<Name extends string> {
  readonly label: string;
  readonly tabs: readonly Name[];
  readonly chosen: Name;
  textOf(name: Name): string;
  onChoose(name: Name): void;
  /** What stands under the chosen one. */
  readonly children: ReactNode;
}

/** Parts of something of which one is in sight. Arrows walk along them. */
export function Tabs<Name extends string>({ label, tabs, chosen, textOf, onChoose, children }: TabsProps<Name>) {
  const id = useId();
  const pressed = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const turned = document.documentElement.dir === "rtl" ? -step : step;
    const name = tabs[(tabs.indexOf(chosen) + turned + tabs.length) % tabs.length]!;
    onChoose(name);
    document.getElementById(`${id}-${name}`)?.focus();
  };
  return (
    <>
      <div className="tabs" role="tablist" aria-label={label}>
        {tabs.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`${id}-${name}`}
            aria-controls={`${id}-panel`}
            aria-selected={name === chosen}
            tabIndex={name === chosen ? 0 : -1}
            onClick={() => onChoose(name)}
            onKeyDown={pressed}
          >
            {textOf(name)}
          </button>
        ))}
      </div>
      <div id={`${id}-panel`} className="panel" role="tabpanel" aria-labelledby={`${id}-${chosen}`}>{children}</div>
    </>
  );
}
