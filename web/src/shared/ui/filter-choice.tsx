import { Menu } from "@mantine/core";
import { useTranslation } from "@/shared/text";
import { Chip, type ChoiceProps } from "./filters";

/** The values of a filter, one of them or all. */
export default function FilterChoice({ filter, value, set }: ChoiceProps) {
  const { t } = useTranslation("shared");
  const chosen = filter.options.find((option) => option.value === value);
  return (
    <Menu defaultOpened position="bottom-start">
      <Menu.Target>
        <Chip label={filter.label} chosen={chosen?.label} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={value} onChange={set}>
          {[{ value: "", label: t("all") }, ...filter.options].map((option) => (
            <Menu.RadioItem key={option.value} value={option.value} closeMenuOnClick>
              {option.label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
