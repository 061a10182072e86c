export { useTranslation } from "react-i18next";
export { changeLanguage, loadTexts, startText, text } from "./i18n";
