"""Signs that a letter comes from the United Kingdom. The list of places is ours (heuristic)."""

import re

FROM_UK = re.compile(
    r"\b(?:UK|U\.K\.|United Kingdom|Great Britain|England|Scotland|Wales|Northern Ireland"
    r"|(?:Greater )?Manchester|Birmingham|Edinburgh|Glasgow|Leeds|Liverpool|Sheffield|Nottingham|Cardiff"
    r"|Belfast|Norwich|Southampton|Oxford|Bristol|Brighton|Coventry|Exeter|Gateshead|Guildford|Leicester|Loughborough"
    r"|Newcastle[- ]upon[- ]Tyne|Plymouth|Portsmouth|Stoke[- ]on[- ]Trent|Sunderland|Swansea|Aberdeen|Dundee"
    r"|St Andrews|Wolverhampton|Salford|Bournemouth|Milton Keynes|Bradford|Middlesbrough|Aberystwyth"
    r"|Carlisle|Chelmsford|Chichester|Colchester|Doncaster|Dunfermline|Hereford|Hull|Inverness|Lichfield|Lisburn"
    r"|Londonderry|Newry|Peterborough|Preston|Ripon|St Albans|Salisbury|Southend|Stirling|Truro|Wakefield"
    r"|Winchester|Wrexham"
    r"|Bedfordshire|Buckinghamshire|Cheshire|Cumbria|Derbyshire|Devon|Dorset|Essex|Gloucestershire|Herefordshire"
    r"|Leicestershire|Lincolnshire|Merseyside|Northamptonshire|Northumberland|Nottinghamshire|Rutland|Shropshire"
    r"|Somerset|Staffordshire|Suffolk|Tyne and Wear|Warwickshire|Wiltshire|Worcestershire|Aberdeenshire|Fife"
    r"|Argyll|Gwynedd|Powys|Pembrokeshire|County (?:Durham|Antrim|Down|Tyrone|Fermanagh)"
    r"|(?<!New )Hampshire"
    r"|University of (?:Reading|Bath|Kent|Essex|Warwick|York|Durham|Hull|Lincoln|Stirling|Lancaster)"
    r"|(?:Durham|Lancaster|Keele|Cranfield) University"
    r"|(?:North|South|West|East) (?:Yorkshire|Sussex|Midlands)"
    r"|Yorkshire|Lancashire|Surrey|Hertfordshire|Oxfordshire|Cambridgeshire|Berkshire|Cornwall)\b|\+44\b"
    r"|(?<!New )\bYork\b(?!,? Regional)|\bCambridge\b(?!,? (?:MA|Mass|USA|Ontario))"
    r"|\.(?:ac|co|org|gov)\.uk\b|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\bLondon\b(?!,? (?:Ontario|ON\b))"
)
