"""Lo que dicen los mensajes en español, de tú. Breve y claro; quizá alguien más ve la pantalla.

Las letras á, í, ó y ú no existen en GSM 7 bit (gsm7.py): una sola de ellas parte el mensaje en trozos
más chicos. Por eso aquí solo hay palabras que se escriben bien sin ellas.
"""

from __future__ import annotations

from harborline.callflow.texts.ids import Text

TEXTS: dict[Text, str] = {
    Text.HOW: (
        "Para encontrar a alguien cerca de ti, manda tu ZIP (5 cifras). "
        "O llama al {number} a cualquier hora."
    ),
    Text.HELP: (
        "En una emergencia llama al 911. Para hablar con alguien, llama al {number} a cualquier "
        "hora. Para encontrar a alguien cerca, manda tu ZIP. Para no recibir mensajes: STOP."
    ),
    Text.UNKNOWN_ZIP: (
        "No conocemos ese ZIP. Manda otro que esté cerca, o llama al {number} a cualquier hora."
    ),
    Text.NEAR_ALWAYS: "Llama al {number}. Gente de la zona contesta a cualquier hora.",
    Text.NEAR_UNTIL: (
        "Llama al {number} a cualquier hora. Gente de la zona contesta hasta: {when}, hora local."
    ),
    Text.NEAR_FROM: (
        "Llama al {number} a cualquier hora. Gente de la zona contesta desde: {when}, hora local."
    ),
    Text.NEAR_NONE: "Llama al {number}. El equipo nacional contesta a cualquier hora.",
    Text.NAMED: "Contesta {center}.",
    Text.UNNAMED: "Te dicen su nombre por teléfono.",
    Text.EMERGENCY: "En una emergencia llama al 911.",
    Text.WAIT_NOTICE: "Ahora puede tardar un poco en contestar alguien.",
    Text.WEB: "Otras formas: {web}",
    Text.OFFER: "Para español: ES.",
    Text.DEMO: (
        "Es una prueba, no contesta nadie de verdad. Para hablar con alguien llama al 800-656-4673."
    ),
}

MONTHS = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)
TOMORROW = "mañana, {time}"
LATER = "{day} de {month}, {time}"
MIDNIGHT = "medianoche"
