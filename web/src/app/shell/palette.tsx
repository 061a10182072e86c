import { Loader, Modal, TextInput, VisuallyHidden } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconArrowRight, IconSearch } from "@tabler/icons-react";
import { useQueries } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { type Me, may, type SystemName } from "@/shared/access";
import type { Icon } from "@/shared/feature";
import { isComposing } from "@/shared/keyboard";
import { useTranslation } from "@/shared/text";
import { FEATURES, menuOf, offeredTo } from "../features";
import classes from "./palette.module.css";

interface Line {
  id: string;
  title: string;
  note?: string;
  icon: Icon;
  to: string;
}

/** Pages and commands of what this person may use, those of the present system first. */
function useLines(system: SystemName | undefined, me: Me | null): Line[] {
  const { t } = useTranslation(["app", "menu"]);
  const systems = offeredTo(me);
  const ordered = [...systems].sort((a, b) => Number(b.name === system) - Number(a.name === system));
  const pages = ordered.flatMap((one) =>
    menuOf(one.name, me).map((entry) => ({
      id: `page:${entry.feature}:${entry.label}`,
      title: t(`menu:${entry.feature}.${entry.label}`),
      note: t(`system.${one.name}.name`),
      icon: entry.icon,
      to: entry.to,
    })),
  );
  const commands = FEATURES.filter(
    (feature) => !feature.system || systems.some((one) => one.name === feature.system),
  )
    .flatMap((feature) => (feature.commands ?? []).map((command) => ({ ...command, feature: feature.name })))
    .filter((command) => may(me, command.need))
    .map((command) => ({
      id: `do:${command.feature}:${command.label}`,
      title: t(`menu:${command.feature}.${command.label}`),
      icon: command.icon,
      to: command.to,
    }));
  return [...commands, ...pages];
}

/** Opens any page, starts any command, finds documents and people; by keys alone. */
export default function Palette({
  opened,
  onClose,
  system,
  me,
}: {
  opened: boolean;
  onClose: () => void;
  system: SystemName | undefined;
  me: Me | null;
}) {
  const { t } = useTranslation("app");
  const navigate = useNavigate();
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [word, setWord] = useState("");
  const [at, setAt] = useState(0);
  const [asked] = useDebouncedValue(word.trim(), 200);
  const lines = useLines(system, me);
  const finders = FEATURES.filter(
    (feature) =>
      me && feature.find && may(me, feature.find.need) && (!feature.system || feature.system === system),
  );
  const found = useQueries({
    queries: finders.map((feature) => ({
      queryKey: ["find", feature.name, asked],
      queryFn: ({ signal }: { signal: AbortSignal }) => feature.find?.load(asked, signal) ?? [],
      enabled: opened && asked.length >= 2,
      staleTime: 10_000,
      retry: false,
    })),
  });
  const wanted = word.trim().toLowerCase();
  const fitting = lines.filter((line) => `${line.title} ${line.note ?? ""}`.toLowerCase().includes(wanted));
  const hits: Line[] = found.flatMap((result, n) =>
    wanted.length < 2
      ? []
      : (result.data ?? []).map((hit) => ({
          ...hit,
          id: `${finders[n]?.name}:${hit.id}`,
          icon: IconArrowRight,
        })),
  );
  const shown = [...fitting, ...hits].slice(0, 30);
  const busy = found.some((result) => result.isFetching);

  useEffect(() => {
    if (opened) setWord("");
  }, [opened]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another word starts from its first answer.
  useEffect(() => setAt(0), [word]);
  useEffect(() => {
    list.current?.querySelector(`[data-at="${at}"]`)?.scrollIntoView({ block: "nearest" });
  }, [at]);

  const open = (line: Line | undefined) => {
    if (!line) return;
    onClose();
    const [path = line.to, query] = line.to.split("?");
    void navigate({ to: path, search: Object.fromEntries(new URLSearchParams(query)) as never });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    if (event.key === "ArrowDown") setAt((now) => Math.min(now + 1, shown.length - 1));
    else if (event.key === "ArrowUp") setAt((now) => Math.max(now - 1, 0));
    else if (event.key === "Enter") open(shown[at]);
    else return;
    event.preventDefault();
  };

  return (
    <Modal.Root opened={opened} onClose={onClose} size={560} yOffset="12vh" centered={false}>
      <Modal.Overlay backgroundOpacity={0.35} />
      <Modal.Content aria-label={t("palette.open")}>
        <TextInput
          data-autofocus
          size="md"
          variant="unstyled"
          className={classes.field}
          role="combobox"
          aria-expanded
          aria-controls={id}
          aria-activedescendant={shown[at] ? `${id}-${at}` : undefined}
          aria-label={t("palette.open")}
          placeholder={t("palette.placeholder")}
          leftSection={busy ? <Loader size={16} /> : <IconSearch size={18} stroke={1.5} aria-hidden />}
          value={word}
          onChange={(event) => setWord(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <div ref={list} id={id} role="listbox" aria-label={t("palette.results")} className={classes.list}>
          {shown.map((line, n) => {
            const Mark = line.icon;
            return (
              <div
                key={line.id}
                id={`${id}-${n}`}
                data-at={n}
                role="option"
                aria-selected={n === at}
                className={classes.line}
                onMouseMove={() => setAt(n)}
                onClick={() => open(line)}
              >
                <Mark size={18} stroke={1.5} aria-hidden />
                <span className={classes.title}>{line.title}</span>
                {line.note && <span className={classes.note}>{line.note}</span>}
              </div>
            );
          })}
        </div>
        {shown.length === 0 && !busy && <div className={classes.none}>{t("palette.none")}</div>}
        <VisuallyHidden role="status">{t("palette.count", { count: shown.length })}</VisuallyHidden>
      </Modal.Content>
    </Modal.Root>
  );
}
