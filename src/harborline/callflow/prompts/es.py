"""Lo que se dice en español, de tú. Claro, cálido y breve; sin culpa ni promesas inciertas.

Lee cada frase en voz alta antes de cambiarla: quizá la oye alguien que no está a solas.
Los {nombres} entre llaves se llenan durante la llamada y son los mismos en todos los idiomas.
"""

from __future__ import annotations

from harborline.callflow.prompts.ids import Prompt

TEXTS: dict[Prompt, str] = {
    Prompt.LANGUAGE_KEY: "Para español, oprime {digit}.",
    Prompt.LANGUAGE_KEY_NAMED: "Para {language}, oprime {digit}.",
    Prompt.WELCOME: "Llamaste a {line}.",
    Prompt.WELCOME_DISCREET: "Hola. Gracias por llamar.",
    Prompt.DEMO_NOTICE: (
        "Esto es una demostración. Aquí no contesta nadie de verdad. "
        "Para hablar con alguien ahora, cuelga y llama al 8 0 0, 6 5 6, 4 6 7 3."
    ),
    Prompt.DANGER: "Si estás en peligro ahora, puedes colgar y llamar al 9 1 1.",
    Prompt.NATIONAL_KEY: "Para el equipo nacional, oprime 0.",
    Prompt.WAIT_NOTICE: (
        "Muchas personas están llamando ahora. Puede tardar más de lo normal en contestar alguien."
    ),
    Prompt.CODE_KEY: "Si tienes un código de lugar, oprime 8.",
    Prompt.ASK_CODE: "Marca los cuatro números de tu código de lugar.",
    Prompt.CODE_AGAIN: "Está bien. Marca otra vez los cuatro números.",
    Prompt.CODE_OK: "Gracias. Ya tienes tu lugar otra vez.",
    Prompt.CODE_UNKNOWN: "No encontramos ese código. No pasa nada, seguimos sin él.",
    Prompt.ROTA_WELCOME: (
        "Esta parte es para quienes contestan llamadas. "
        "Para hablar con alguien, quédate en la línea."
    ),
    Prompt.ROTA_CENTER: "Si contestas llamadas, marca los cuatro números del código de tu centro.",
    Prompt.ROTA_PIN: "Marca tu PIN y luego la tecla de número.",
    Prompt.ROTA_WISH: (
        "Para recibir llamadas desde ahora por 12 horas, oprime 1. "
        "Para recibirlas hasta las próximas 8 de la mañana, hora de tu centro, oprime 2. "
        "Para dejar de recibirlas ahora, oprime 3."
    ),
    Prompt.ROTA_MOMENT: "Un momento, por favor.",
    Prompt.ROTA_TWELVE_HOURS: (
        "Estás de turno por las próximas 12 horas. Las llamadas te llegan en unos minutos."
    ),
    Prompt.ROTA_UNTIL_MORNING: (
        "Estás de turno hasta las próximas 8 de la mañana. Las llamadas te llegan en unos minutos."
    ),
    Prompt.ROTA_LONGER: (
        "Estás de turno, y por más tiempo, como ya decían tus turnos. "
        "Las llamadas te llegan en unos minutos."
    ),
    Prompt.ROTA_STOPPED: (
        "Ahora no estás de turno. Los turnos de después quedan igual. "
        "Por unos minutos todavía puede llegarte una llamada."
    ),
    Prompt.ROTA_GOODBYE: "Gracias por estar ahí. Hasta luego.",
    Prompt.ROTA_REFUSED: "Ese código o ese PIN no coincide, así que nada cambió. Seguimos.",
    Prompt.ROTA_AWAY: (
        "Ahora no se pueden cambiar los turnos por teléfono. "
        "Avisa a tu centro, por favor. Seguimos."
    ),
    Prompt.ASK_ZIP: (
        "Marca el código postal de donde estás, o de donde quieres recibir apoyo. "
        "O solo espera, y seguimos."
    ),
    Prompt.ZIP_AGAIN: "Está bien. Marca otra vez el código postal.",
    Prompt.ZIP_UNKNOWN: (
        "No conocemos ese código postal. Puedes marcarlo otra vez, o solo esperar."
    ),
    Prompt.CONNECTING: "Te estamos comunicando con alguien. No hace falta que hables.",
    Prompt.CONNECTING_CENTER: "Te estamos comunicando con {center}. No hace falta que hables.",
    Prompt.CONNECTING_NATIONAL: (
        "Te estamos comunicando con el equipo nacional. No hace falta que hables."
    ),
    Prompt.STILL_TRYING: "Seguimos buscando a alguien para ti. Gracias por esperar.",
    Prompt.BRIDGE_FAILED: "Esa llamada no entró. Seguimos intentando.",
    Prompt.OTHER_LEFT: "La otra persona ya no está en la línea. Para hablar con alguien, oprime 1.",
    Prompt.GOING_ON: "Estamos buscando a otra persona para ti. No hace falta que hables.",
    Prompt.TIME_UP: ("Esta llamada llegó al tiempo máximo. Puedes llamar otra vez ahora mismo."),
    Prompt.THANKS_GOODBYE: "Gracias por llamar. Puedes llamar otra vez cuando quieras.",
    Prompt.HOLD_EXPLAIN: (
        "Todavía no hemos encontrado a alguien para ti. "
        "Puedes quedarte en la línea. Seguimos intentando."
    ),
    Prompt.HOLD_WAIT_MINUTE: "La espera puede ser de más o menos un minuto.",
    Prompt.HOLD_WAIT_MINUTES: "La espera puede ser de más o menos {minutes} minutos.",
    Prompt.HOLD_STILL: "Sigues en la fila. Seguimos buscando a alguien para ti.",
    Prompt.HOLD_LONG: ("Ya esperaste mucho. Sentimos no haber encontrado a alguien todavía."),
    Prompt.HOLD_LONG_SURGE: (
        "Muchas personas están llamando ahora. Sentimos que tarde tanto. "
        "Puedes quedarte en la línea. Seguimos intentando."
    ),
    Prompt.KEEP_WAITING: "Para seguir esperando, oprime cualquier tecla.",
    Prompt.PLACE_CODE: (
        "Si tienes que colgar, puedes guardar tu lugar por 30 minutos. "
        "Llama otra vez, oprime 8 y marca {code}. Una vez más: {code}."
    ),
    Prompt.OTHER_WEB: "Puedes encontrar otras formas de recibir ayuda en {web}.",
    Prompt.OTHER_TEXT: "También puedes mandar un mensaje de texto al {text}.",
    Prompt.OTHER_CALL: "Puedes llamar otra vez cuando quieras.",
    Prompt.SORRY_GOODBYE: (
        "Lo sentimos. Esta vez no encontramos a alguien para ti. "
        "Puedes llamar otra vez cuando quieras. Si estás en peligro, llama al 9 1 1."
    ),
    Prompt.TROUBLE: (
        "Algo de nuestro lado no funciona. Estamos llamando al equipo nacional por ti."
    ),
    Prompt.STATIC_NOTICE: (
        "Ahora no podemos conectar llamadas. No es por nada que hayas hecho. "
        "Puedes llamar otra vez en unos minutos. Si estás en peligro, llama al 9 1 1."
    ),
    Prompt.ANSWERER_WHISPER: (
        "Llamada para {center}, en {language}. Oprime 1 para tomarla, 9 para pasarla."
    ),
    Prompt.ANSWERER_CALLER_GONE: "La persona que llamó ya colgó. Gracias por contestar.",
    Prompt.ANSWERER_TAKEN: "Otra persona ya tiene esta llamada. Gracias por contestar.",
    Prompt.ANSWERER_NOT_JOINED: "No pudimos unir esta llamada. Gracias por contestar.",
    Prompt.ANSWERER_TIME_UP: "Esta llamada llegó al tiempo máximo. Termina ahora.",
    Prompt.ANSWERER_HOLD_OFF: "Listo. Por una hora, esta llamada irá con otra persona.",
    Prompt.ANSWERER_PRACTICE: (
        "Esta es una llamada de práctica. Nadie está esperando. Una llamada real empieza así."
    ),
    Prompt.ANSWERER_PRACTICE_TAKEN: (
        "Muy bien. En una llamada real, ahora estarías hablando con la persona que llamó. Adiós."
    ),
    Prompt.ANSWERER_PRACTICE_PASSED: (
        "Pasaste la llamada. En una llamada real, ahora llamaríamos a otra persona. Adiós."
    ),
    Prompt.ANSWERER_PRACTICE_NO_KEY: (
        "No oímos ninguna tecla. En una llamada real, ahora llamaríamos a otra persona. "
        "Puedes practicar otra vez cuando quieras. Adiós."
    ),
    Prompt.ANSWERER_TEST_RING: (
        "Esta es una prueba de cuánto suena este teléfono. Nadie está esperando. "
        "Si eres una persona, oprime 1."
    ),
}

LANGUAGES: dict[str, str] = {
    "ar": "árabe",
    "en": "inglés",
    "es": "español",
    "fr": "francés",
    "hi": "hindi",
    "ht": "criollo haitiano",
    "ko": "coreano",
    "pt": "portugués",
    "ru": "ruso",
    "so": "somalí",
    "tl": "tagalo",
    "vi": "vietnamita",
    "zh": "chino",
}

YOUR_CENTER = "tu centro"
