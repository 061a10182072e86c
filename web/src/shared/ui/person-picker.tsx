import { Combobox, Loader, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconUserSearch } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useId, useState } from "react";
import { isComposing } from "@/shared/keyboard";
import { useTranslation } from "@/shared/text";
import type { Approver } from "./line";
import { PersonName } from "./person-name";

/** Finds a person by a few letters. Picking clears the field unless `picked` holds the choice. */
export function PersonPicker({
  label,
  find,
  onPick,
  exclude = [],
  picked,
  error,
  description,
  required,
  disabled,
}: {
  label: string;
  find: (word: string, signal: AbortSignal) => Promise<Approver[]>;
  onPick: (person: Approver) => void;
  exclude?: readonly number[];
  /** Shown in the field while nothing is typed, for pickers of one person. */
  picked?: Approver | null;
  error?: ReactNode;
  description?: ReactNode;
  required?: boolean;
  disabled?: boolean;
}) {
  const { t } = useTranslation("shared");
  const scope = useId();
  const [word, setWord] = useState<string | null>(null);
  const [asked] = useDebouncedValue((word ?? "").trim(), 150);
  const named = ({ name, title }: Approver) => (title ? t("person.withTitle", { name, title }) : name);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const people = useQuery({
    queryKey: ["people", scope, asked],
    queryFn: ({ signal }) => find(asked, signal),
    enabled: combobox.dropdownOpened,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
  const typed = (word ?? "").trim().toLowerCase();
  // Until the answer to the last letter is there, only those of the earlier answer who still fit are offered:
  // a quick Enter must not pick whoever stood first before.
  const late = typed !== asked.toLowerCase() || people.isPlaceholderData;
  const shown = (people.data ?? []).filter(
    (person) =>
      !exclude.includes(person.id) &&
      (!late || `${person.name} ${person.department ?? ""}`.toLowerCase().includes(typed)),
  );
  const { selectFirstOption } = combobox;
  const offered = shown.map((person) => person.id).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: other people need a new first one.
  useEffect(() => {
    if (typed) selectFirstOption();
  }, [offered, typed]);
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(id) => {
        const person = shown.find((one) => String(one.id) === id);
        if (person) onPick(person);
        setWord(null);
        combobox.closeDropdown();
      }}
    >
      <Combobox.Target>
        <TextInput
          label={label}
          description={description}
          required={required}
          error={error}
          disabled={disabled}
          placeholder={t("line.pick")}
          leftSection={
            people.isFetching ? <Loader size={14} /> : <IconUserSearch size={16} stroke={1.5} aria-hidden />
          }
          value={word ?? (picked ? named(picked) : "")}
          onFocus={() => combobox.openDropdown()}
          onBlur={() => {
            combobox.closeDropdown();
            setWord(null);
          }}
          onKeyDownCapture={(event) => {
            // The Enter that ends a syllable must not pick the first name of the list.
            if (event.key === "Enter" && isComposing(event)) event.stopPropagation();
          }}
          onChange={(event) => {
            setWord(event.currentTarget.value);
            combobox.openDropdown();
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options mah={240} className="scroll-y">
          {shown.map((person) => (
            <Combobox.Option key={person.id} value={String(person.id)}>
              <PersonName person={person} department />
            </Combobox.Option>
          ))}
          {shown.length === 0 && !people.isFetching && <Combobox.Empty>{t("line.nobody")}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
